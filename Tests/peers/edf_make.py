"""Makes EDF and BDF files with pyedflib and edfio for others to read.

usage: edf_make.py OUTDIR
"""

import datetime
import re
import sys

import edfio
import numpy as np
import pyedflib

out = sys.argv[1]
random = np.random.default_rng(20240229)
start = datetime.datetime(2024, 2, 29, 22, 59, 58)


def pyedflib_file(name, filetype, low, high):
    with pyedflib.EdfWriter(f"{out}/{name}", 2, file_type=filetype) as f:
        f.setStartdatetime(start)
        f.setPatientCode("P_17")
        f.setPatientName("Ada_Lovelace")
        f.setEquipment("bench")
        rates = (256, 100)
        f.setSignalHeaders([
            {"label": label, "dimension": "uV", "sample_frequency": rate, "physical_max": 400.5,
             "physical_min": -400.5, "digital_max": high, "digital_min": low, "transducer": "AgAgCl",
             "prefilter": "HP:0.1Hz"}
            for label, rate in zip(("EEG Fpz-Cz", "EMG chin"), rates)
        ])
        f.writeSamples([random.integers(low, high + 1, 7 * r).astype(np.int32) for r in rates], digital=True)
        if filetype in (pyedflib.FILETYPE_EDF, pyedflib.FILETYPE_BDF):
            return
        f.writeAnnotation(1.25, 2.5, "Lights off")
        f.writeAnnotation(3.0, -1, "čas · 睡眠")


pyedflib_file("pyedflib.edf", pyedflib.FILETYPE_EDFPLUS, -32768, 32767)
pyedflib_file("pyedflib.bdf", pyedflib.FILETYPE_BDFPLUS, -8388608, 8388607)
pyedflib_file("plain.edf", pyedflib.FILETYPE_EDF, -2048, 2047)


def edfio_file(name):
    signals = [
        edfio.EdfSignal(random.normal(0, 50, 6 * rate), rate, label=label, physical_dimension="uV",
                        physical_range=(-300, 300))
        for label, rate in (("EEG C4-M1", 128), ("EOG E1", 64), ("Resp belt", 4))
    ]
    f = edfio.Edf(
        signals, starttime=datetime.time(23, 30, 1, 250000), recording=edfio.Recording(startdate=start.date()),
        patient=edfio.Patient(code="X1", sex="F"), data_record_duration=2,
        annotations=[edfio.EdfAnnotation(0.5, None, "eyes closed"), edfio.EdfAnnotation(4.0, 0.125, "apnée")],
    )
    f.write(f"{out}/{name}")


edfio_file("edfio.edf")

# A discontinuous file: the third record of `edfio.edf` begins 5.5 s late.
with open(f"{out}/edfio.edf", "rb") as f:
    raw = f.read()
assert raw[192:197] == b"EDF+C"
raw = raw[:196] + b"D" + raw[197:]
raw, changed = re.subn(rb"\+4\.25\x14\x14\x00", b"+9.75\x14\x14\x00", raw)
assert changed == 1
with open(f"{out}/discontinuous.edf", "wb") as f:
    f.write(raw)
