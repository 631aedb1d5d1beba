"""Scores a causal phase track and its pulses: staging_phase.py EEG.csv FS PHASES PULSES TARGET_DEG

Truth: zero-phase second-order Butterworth 0.5-2 Hz and the Hilbert transform; 0 is the positive peak. Samples of
waves of 37.5 uV or more count, 10 s at each end do not. Prints the mean error and the circular standard deviation
of the track, then of the pulses, in degrees, then how many pulses there were.
"""
import sys
import numpy as np
from scipy.signal import butter, hilbert, sosfiltfilt


def circular(error):
    mean = np.mean(np.exp(1j * error))
    return np.degrees(np.angle(mean)), np.degrees(np.sqrt(-2 * np.log(abs(mean))))


eeg, fs = np.loadtxt(sys.argv[1], delimiter=",", ndmin=2)[:, 0], float(sys.argv[2])
phases, pulses, target = np.loadtxt(sys.argv[3]), np.loadtxt(sys.argv[4]).astype(int), float(sys.argv[5])
wave = hilbert(sosfiltfilt(butter(2, [0.5, 2], "band", fs=fs, output="sos"), eeg - np.median(eeg)))
edge = int(10 * fs)
inner = np.arange(edge, len(eeg) - edge)
inner = inner[np.abs(wave[inner]) >= 37.5]
pulses = pulses[(pulses >= edge) & (pulses < len(eeg) - edge)]
track = circular(phases[inner] - np.angle(wave[inner]))
hits = circular(np.angle(wave[pulses]) - np.radians(target))
print("%.3f %.3f %.3f %.3f %d" % (*track, *hits, len(pulses)))
