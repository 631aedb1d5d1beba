"""Reference values of SciPy for the filter and spectrum tests.

Arguments: a JSON file of cases, and a file of little-endian doubles that is the input signal.
Prints one JSON object: the results in the order of the cases.
"""

import json
import sys

import numpy as np
from scipy import signal


def butterworth(case):
    edges = case["edges"]
    return signal.butter(
        case["order"], edges[0] if len(edges) == 1 else edges, btype=case["kind"], fs=case["rate"], output="sos"
    )


def numbers(array):
    return [float(v) for v in np.asarray(array).ravel()]


def main():
    cases = json.load(open(sys.argv[1]))
    x = np.fromfile(sys.argv[2], dtype="<f8")
    result = {"designs": [], "filtered": [], "zeroPhase": [], "notches": [], "resampled": [], "welch": []}
    for case in cases["designs"]:
        sos = butterworth(case)
        result["designs"].append(numbers(sos[:, [0, 1, 2, 4, 5]]))
        result["filtered"].append(numbers(signal.sosfilt(sos, x[:500])))
        result["zeroPhase"].append(numbers(signal.sosfiltfilt(sos, x[:500])))
    for case in cases["notches"]:
        b, a = signal.iirnotch(case["frequency"], case["quality"], fs=case["rate"])
        result["notches"].append(numbers([b[0], b[1], b[2], a[1] / a[0], a[2] / a[0]]))
    for case in cases["ratios"]:
        result["resampled"].append(numbers(signal.resample_poly(x[: case["count"]], case["up"], case["down"])))
    for case in cases["spectra"]:
        f, p = signal.welch(
            x[: case["count"]],
            fs=case["rate"],
            window=signal.get_window(case["window"], case["segment"], fftbins=case["periodic"]),
            nperseg=case["segment"],
            noverlap=case["overlap"],
            detrend="constant" if case["detrend"] else False,
            average=case["average"],
        )
        result["welch"].append(numbers(f) + numbers(p))
    result["analytic"] = []
    for count in cases["lengths"]:
        z = signal.hilbert(x[:count])
        result["analytic"].append(numbers(z.real) + numbers(z.imag))
    result["spectraOfReals"] = []
    for count in cases["lengths"]:
        z = np.fft.rfft(x[:count])
        result["spectraOfReals"].append(numbers(z.real) + numbers(z.imag))
    json.dump(result, sys.stdout)


main()
