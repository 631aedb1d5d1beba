// The header-only kissfft in double precision behind C functions. Debian's library is float only.
// Contraction stays off, so that a replay on another machine rounds as the night did.
#pragma STDC FP_CONTRACT OFF

#include "CKissFFT.h"

#include <cmath>
#include <cstdlib>
#include <kissfft/kissfft.hh>
#include <memory>
#include <new>
#include <vector>

namespace {

using Complex = std::complex<double>;

// Up to this many complex numbers of scratch stand on the stack, and a transform allocates nothing.
constexpr size_t stack_scratch = 2048;

// kissfft keeps scratch of its own for radices over 5, which two threads would share: such lengths go
// another way.
bool is_smooth(size_t n) {
  for (size_t p : {2, 3, 5})
    while (n % p == 0) n /= p;
  return n == 1;
}

// Room for complex numbers, not initialised: on the stack where it is enough.
class Scratch {
 public:
  explicit Scratch(size_t count) : numbers_(on_stack_) {
    if (count <= stack_scratch) return;
    heap_.reset(new double[2 * count]);
    numbers_ = heap_.get();
  }
  Complex *numbers() { return reinterpret_cast<Complex *>(numbers_); }

 private:
  alignas(32) double on_stack_[2 * stack_scratch];
  double *numbers_;
  std::unique_ptr<double[]> heap_;
};

// The product without C99's second look at infinities, so that every compiler rounds alike.
inline Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// A complex transform of any length: kissfft where the length has no prime factor over 5, else Bluestein's
// chirp over a power of two (Bluestein 1970, "A linear filtering approach to the computation of DFT").
class Transform {
 public:
  explicit Transform(size_t count) : count_(count), inner_(is_smooth(count) ? count : padded(count), false) {
    if (is_smooth(count)) return;
    const size_t length = padded(count);
    chirp_.resize(count);
    // n² modulo 2·count keeps the angle small, and exact, for any length.
    size_t square = 0;
    for (size_t n = 0; n < count; ++n) {
      const double angle = -M_PI * static_cast<double>(square) / static_cast<double>(count);
      chirp_[n] = Complex(std::cos(angle), std::sin(angle));
      square = (square + 2 * n + 1) % (2 * count);
    }
    std::vector<Complex> kernel(length);
    kernel[0] = std::conj(chirp_[0]);
    for (size_t n = 1; n < count; ++n) kernel[n] = kernel[length - n] = std::conj(chirp_[n]);
    response_.resize(length);
    inner_.transform(kernel.data(), response_.data());
    for (Complex &bin : response_) bin /= static_cast<double>(length);
  }

  size_t count() const { return count_; }
  const kissfft<double> &inner() const { return inner_; }
  bool is_direct() const { return chirp_.empty(); }

  void run(const Complex *input, Complex *output) const {
    if (is_direct()) {
      inner_.transform(input, output);
      return;
    }
    const size_t length = response_.size();
    Scratch scratch(2 * length);
    Complex *a = scratch.numbers();
    Complex *b = a + length;
    for (size_t n = 0; n < count_; ++n) a[n] = times(input[n], chirp_[n]);
    for (size_t n = count_; n < length; ++n) a[n] = 0;
    inner_.transform(a, b);
    // The inverse transform is the forward one of the conjugates, conjugated.
    for (size_t n = 0; n < length; ++n) a[n] = std::conj(times(b[n], response_[n]));
    inner_.transform(a, b);
    for (size_t n = 0; n < count_; ++n) output[n] = times(std::conj(b[n]), chirp_[n]);
  }

 private:
  static size_t padded(size_t count) {
    size_t length = 1;
    while (length < 2 * count - 1) length *= 2;
    return length;
  }

  size_t count_;
  kissfft<double> inner_;
  std::vector<Complex> chirp_;
  std::vector<Complex> response_;
};

}  // namespace

struct luma_fft {
  size_t count;
  bool halves;
  Transform transform;
};

namespace {
luma_fft *create(size_t count, bool halves) {
  try {
    return new luma_fft{count, halves, Transform(halves ? count / 2 : count)};
  } catch (...) {
    return nullptr;
  }
}
}  // namespace

extern "C" {

luma_fft *luma_fft_create_complex(size_t count) { return create(count, false); }

// kissfft packs an even count of real numbers into half as many complex ones. Lengths that need Bluestein,
// and odd ones, are transformed as complex numbers whole.
luma_fft *luma_fft_create_real(size_t count) { return create(count, count % 2 == 0 && is_smooth(count)); }

void luma_fft_destroy(luma_fft *fft) { delete fft; }

void luma_fft_forward_real(const luma_fft *fft, const double *input, double *real, double *imaginary) {
  const size_t half = fft->count / 2;
  if (fft->halves) {
    Scratch scratch(half);
    Complex *bins = scratch.numbers();
    fft->transform.inner().transform_real(input, bins);
    real[0] = bins[0].real();
    imaginary[0] = 0;
    for (size_t k = 1; k < half; ++k) {
      real[k] = bins[k].real();
      imaginary[k] = bins[k].imag();
    }
    real[half] = bins[0].imag();
    imaginary[half] = 0;
    return;
  }
  Scratch scratch(2 * fft->count);
  Complex *numbers = scratch.numbers();
  Complex *bins = numbers + fft->count;
  for (size_t n = 0; n < fft->count; ++n) numbers[n] = input[n];
  fft->transform.run(numbers, bins);
  for (size_t k = 0; k <= half; ++k) {
    real[k] = bins[k].real();
    imaginary[k] = bins[k].imag();
  }
}

void luma_fft_forward_complex(
    const luma_fft *fft, const double *real, const double *imaginary, double *out_real, double *out_imaginary) {
  Scratch scratch(2 * fft->count);
  Complex *numbers = scratch.numbers();
  Complex *bins = numbers + fft->count;
  for (size_t n = 0; n < fft->count; ++n) numbers[n] = Complex(real[n], imaginary[n]);
  fft->transform.run(numbers, bins);
  for (size_t k = 0; k < fft->count; ++k) {
    out_real[k] = bins[k].real();
    out_imaginary[k] = bins[k].imag();
  }
}

}  // extern "C"
