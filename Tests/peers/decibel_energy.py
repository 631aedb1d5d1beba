"""Prints, for every level from 0 to 110 dBA in thousandths, 400*10^(L/10) rounded up: exact, with 60 digits.

Shares nothing with the scale under test but the definition (IEC 61672-1, p0 = 20 uPa, unit 1e-12 Pa2.s)."""
from decimal import ROUND_CEILING, Decimal, getcontext

getcontext().prec = 60
step = Decimal(10) ** (Decimal(1) / Decimal(10_000))
energy = Decimal(400)
for milli in range(110_001):
    # Started afresh at every decibel, so that no rounding adds up.
    if milli % 1000 == 0:
        energy = Decimal(400) * Decimal(10) ** (Decimal(milli) / Decimal(10_000))
    # A hundred whole powers of ten are exact; the product is off by less than 1e-50.
    print((energy - Decimal("1e-40")).to_integral_value(rounding=ROUND_CEILING))
    energy *= step
