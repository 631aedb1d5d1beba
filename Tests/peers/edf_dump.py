"""Says what pyedflib (or edfio, for EDF+D) reads in EDF and BDF files: JSON on stdout, samples in OUTDIR.

usage: edf_dump.py OUTDIR FILE...
"""

import json
import re
import sys

import edfio
import numpy as np
import pyedflib


def record_onsets(path):
    """Record times as the first annotation signal states them, in ticks of 100 ns; the script's own parsing."""
    with open(path, "rb") as f:
        raw = f.read()
    size = 3 if raw[0] == 255 else 2
    count = int(raw[252:256])
    labels = [raw[256 + 16 * i : 272 + 16 * i].strip() for i in range(count)]
    samples = [int(raw[256 + 216 * count + 8 * i : 264 + 216 * count + 8 * i]) for i in range(count)]
    annotation = [i for i in range(count) if labels[i] in (b"EDF Annotations", b"BDF Annotations")]
    if raw[192:196] not in (b"EDF+", b"BDF+") or not annotation:
        return None
    stride = sum(samples) * size
    begin = 256 * (count + 1) + sum(samples[: annotation[0]]) * size
    onsets = []
    while begin + samples[annotation[0]] * size <= len(raw):
        whole, _, rest = re.match(rb"([+-]\d+)(\.(\d+))?\x14", raw[begin:]).group(1, 2, 3)
        ticks = abs(int(whole)) * 10_000_000 + int((rest or b"").ljust(7, b"0")[:7])
        onsets.append(-ticks if whole.startswith(b"-") else ticks)
        begin += stride
    return [t - onsets[0] for t in onsets]


def ticks(seconds):
    return int(round(seconds * 1e7))


def with_pyedflib(path, out):
    with pyedflib.EdfReader(path) as f:
        onset, duration, text = f.readAnnotations()
        start = f.getStartdatetime()
        said = {
            "reader": "pyedflib",
            "filetype": int(f.filetype),
            "records": int(f.datarecords_in_file),
            "recordTicks": ticks(float(f.datarecord_duration)),
            "start": start.replace(microsecond=0).isoformat(),
            "fraction": int(f.starttime_subsecond),
            "patient": {k: getattr(f, "get" + k)() for k in ("PatientCode", "PatientName", "Equipment", "Technician")},
            "signals": [],
            "annotations": [
                {"onset": ticks(o), "duration": None if d < 0 else ticks(d), "text": t}
                for o, d, t in zip(onset.tolist(), duration.tolist(), text.tolist())
            ],
        }
        for i in range(f.signals_in_file):
            h = f.getSignalHeader(i)
            said["signals"].append({
                "label": h["label"], "transducer": h["transducer"].rstrip(), "dimension": h["dimension"].rstrip(),
                "prefilter": h["prefilter"].rstrip(), "physicalMinimum": h["physical_min"],
                "physicalMaximum": h["physical_max"], "digitalMinimum": h["digital_min"],
                "digitalMaximum": h["digital_max"], "samples": int(f.getNSamples()[i]),
            })
            f.readSignal(i, digital=True).astype("<i4").tofile(f"{out}.{i}.digital")
            f.readSignal(i).astype("<f8").tofile(f"{out}.{i}.physical")
    return said


def with_edfio(path, out):
    with open(path, "rb") as f:
        is_bdf = f.read(1) == b"\xff"
    f = (edfio.read_bdf if is_bdf else edfio.read_edf)(path)
    said = {
        "reader": "edfio", "filetype": 3 if is_bdf else 1, "records": f.num_data_records,
        "recordTicks": ticks(f.data_record_duration), "start": f.startdatetime.replace(microsecond=0).isoformat(),
        "fraction": f.startdatetime.microsecond * 10, "patient": {}, "signals": [],
        "annotations": [
            {"onset": ticks(a.onset), "duration": None if a.duration is None else ticks(a.duration), "text": a.text}
            for a in f.annotations
        ],
    }
    for i, s in enumerate(f.signals):
        said["signals"].append({
            "label": s.label, "transducer": s.transducer_type, "dimension": s.physical_dimension,
            "prefilter": s.prefiltering, "physicalMinimum": s.physical_min, "physicalMaximum": s.physical_max,
            "digitalMinimum": s.digital_min, "digitalMaximum": s.digital_max, "samples": len(s.digital),
        })
        np.asarray(s.digital).astype("<i4").tofile(f"{out}.{i}.digital")
        np.asarray(s.data).astype("<f8").tofile(f"{out}.{i}.physical")
    return said


answers = []
for n, path in enumerate(sys.argv[2:]):
    with open(path, "rb") as f:
        is_discontinuous = f.read(197)[192:197] in (b"EDF+D", b"BDF+D")
    # EDFlib, and so pyedflib, opens no discontinuous file.
    answer = (with_edfio if is_discontinuous else with_pyedflib)(path, f"{sys.argv[1]}/{n}")
    answer["path"] = path
    answer["onsets"] = record_onsets(path)
    answers.append(answer)
json.dump(answers, sys.stdout)
