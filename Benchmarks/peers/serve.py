"""Measures one peer on request: `serve.py NAME`, where the names are those of `WORK` below.

Stays alive, so that its runs can stand between ours: each line on stdin is a request in JSON, each line on stdout its
answer, with the seconds of one run, how many numbers came out and the sum of their magnitudes. Only the work itself
is timed, with what it needs already imported and nothing given back to the system before the clock has stopped.
"""

import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")


def edfio(request):
    import edfio

    def run():
        edf = edfio.read_edf(request["path"])
        return edf, [signal.data for signal in edf.signals]

    return run


def edfio_eager(request):
    import edfio

    def run():
        edf = edfio.read_edf(request["path"], lazy_load_data=False)
        return edf, [signal.data for signal in edf.signals]

    return run


def mne(request):
    import mne

    def run():
        raw = mne.io.read_raw_edf(request["path"], verbose="error")
        return raw, [raw.get_data(verbose="error")]

    return run


def pyedflib(request):
    import pyedflib

    def run():
        reader = pyedflib.EdfReader(request["path"])
        return reader, [reader.readSignal(i) for i in range(reader.signals_in_file)]

    return run


def filter_(request):
    """A Butterworth cascade over the numbers that ours filters: in one go, or block by block, its state kept."""
    from scipy import signal

    sections = signal.butter(4, request["band"], "bandpass", fs=request["rate"], output="sos")
    x, block = scrambled(request["count"]), request["block"]

    def whole():
        return None, [signal.sosfilt(sections, x)]

    def blocks():
        state, total = np.zeros((len(sections), 2)), 0.0
        for start in range(0, len(x), block):
            y, state = signal.sosfilt(sections, x[start : start + block], zi=state)
            total += y[-1]
        return None, [np.array([total])]

    return blocks if block else whole


def scrambled(count):
    """Knuth's multiplicative hash of 0, 1, 2 ..., scaled to −1 to 1: the same bits in any language."""
    n = np.arange(count, dtype=np.uint64)
    return ((n * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)).astype(np.float64) / 2147483648.0 - 1.0


def night(request):
    """Conditioning alone, second by second: a band-pass that keeps its state, and a spectrum of what came last."""
    from scipy import signal

    rate, segment = request["rate"], request["segment"]
    x = np.fromfile(request["path"], dtype="<f8")
    sections = signal.butter(4, request["band"], "bandpass", fs=rate, output="sos")

    def run():
        state = signal.sosfilt_zi(sections) * x[0]
        powers = []
        for end in range(rate, len(x) + 1, rate):
            _, state = signal.sosfilt(sections, x[end - rate : end], zi=state)
            if end >= segment:
                powers.append(signal.welch(x[end - segment : end], rate, nperseg=segment)[1])
        return None, powers

    return run


def yasa(request):
    """From one EEG channel in microvolts to the probabilities and stages of a night; the forest is loaded before."""
    import os

    import joblib
    import mne
    import yasa as package

    mne.set_log_level("ERROR")
    # Fetched by name so that the file of another set of channels can't be meant.
    forest = os.path.join(os.path.dirname(package.__file__), "classifiers", "clf_eeg_lgb_0.5.0.joblib")
    classifier = joblib.load(forest)
    x = np.fromfile(request["path"], dtype="<f8")
    raw = mne.io.RawArray(x[np.newaxis] * 1e-6, mne.create_info(["EEG"], request["rate"], "eeg"))

    def run():
        staging = package.SleepStaging(raw, "EEG").fit()
        features = staging._features[classifier.feature_name_]
        proba = classifier.predict_proba(features)[:, [list(classifier.classes_).index(c) for c in STAGES]]
        return None, [proba, np.argmax(proba, axis=1).astype(float)]

    # What is compiled on first use is compiled before the clock runs.
    package.SleepStaging(raw.copy().crop(0, min(600.0, raw.times[-1])), "EEG").fit()
    return run


STAGES = ["W", "N1", "N2", "N3", "R"]

def yasa_spindles(request):
    """Spindles by YASA's defaults; one number comes out: how many, or how many of them pair with the marks of a file."""
    import yasa
    from scipy.signal import resample_poly
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    x, rate = np.loadtxt(request["path"], skiprows=1), request["rate"]
    if rate < 100:
        # Its 30 Hz band edge must be under half the sampling rate.
        x, rate = resample_poly(x, 2, 1), 2 * rate
    marks = np.loadtxt(request["marks"], skiprows=1, ndmin=2) if request["marks"] else None

    def run():
        found = yasa.spindles_detect(x, rate)
        events = np.zeros((0, 2)) if found is None else found.summary()[["Start", "End"]].to_numpy()
        if marks is None:
            return None, [np.array([len(events)])]
        ends = marks[:, 0] + marks[:, 1]
        shared = np.minimum(events[:, 1:], ends[None]) - np.maximum(events[:, :1], marks[None, :, 0])
        union = (events[:, 1] - events[:, 0])[:, None] + marks[None, :, 1] - shared
        agree = csr_matrix((shared > 0) & (shared >= 0.2 * union * (1 - 1e-9)))
        return None, [np.array([(maximum_bipartite_matching(agree, perm_type="column") >= 0).sum()])]

    return run


def echt(request):
    """The endpoint-corrected Hilbert transform of a second (Schreglmann et al. 2021), for every sample anew."""
    from scipy import signal

    rate = request["rate"]
    x, first, length = np.fromfile(request["path"], dtype="<f8"), request["from"], round(rate)
    bins = np.fft.fftfreq(length, 1 / rate)
    sections = signal.butter(1, [0.5, 2], "band", fs=rate, output="sos")
    response = signal.sosfreqz(sections, worN=np.abs(bins), fs=rate)[1]
    response[bins > 0] *= 2
    response[(bins < 0) & (bins > -rate / 2)] = 0

    def run():
        waves = np.zeros(request["count"], complex)
        for i in range(len(waves)):
            end = first + i + 1
            waves[i] = np.fft.ifft(np.fft.fft(x[end - length : end]) * response)[-1]
        return None, [np.abs(waves)]

    return run


def phastimate(request):
    """Filter both ways, Yule-Walker, run on, Hilbert (Zrenner et al. 2020), for every sample anew."""
    from scipy import signal
    from scipy.linalg import solve_toeplitz

    rate = request["rate"]
    x, first = np.fromfile(request["path"], dtype="<f8"), request["from"]
    sections = signal.butter(1, [0.5, 2], "band", fs=rate, output="sos")
    thin = max(1, round(rate / 32))
    edge, length = round(0.25 * rate / thin), round(12 * rate)

    def run():
        sizes = np.zeros(request["count"])
        for i in range(len(sizes)):
            end = first + i + 1
            window = x[end - length : end]
            both = signal.sosfiltfilt(sections, window - window.mean())
            series = both[::-1][::thin][::-1][edge:-edge]
            count = len(series)
            whole = np.concatenate([series, np.zeros(edge + 32)])
            correlation = np.correlate(series, series, "full")[count - 1 : count + 30]
            model = solve_toeplitz(correlation[:30], correlation[1:])[::-1]
            for n in range(count, len(whole)):
                whole[n] = np.dot(model, whole[n - 30 : n])
            sizes[i] = abs(signal.hilbert(whole[-64:])[31])
        return None, [sizes]

    return run


WORK = {
    "edfio": edfio, "edfio-eager": edfio_eager, "mne": mne, "pyedflib": pyedflib, "filter": filter_, "night": night,
    "yasa": yasa, "yasa-spindles": yasa_spindles, "echt": echt, "phastimate": phastimate,
}


def main():
    make = WORK[sys.argv[1]]
    prepared, run = None, None
    for line in sys.stdin:
        request = json.loads(line)
        if request["subject"] != prepared:
            prepared, run = request["subject"], make(request["subject"])
        try:
            seconds = 0.0
            for _ in range(request["repeats"]):
                start = time.perf_counter()
                keep, arrays = run()
                seconds += time.perf_counter() - start
                answer = {"seconds": seconds / request["repeats"]}
                if request["check"]:
                    answer["count"] = sum(a.size for a in arrays)
                    answer["sum"] = float(sum(np.abs(a).sum() for a in arrays))
                if hasattr(keep, "close"):
                    keep.close()
                del keep, arrays
        except Exception as error:  # the peer's own refusal, to be told as it is
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
