#ifndef LUMA_CKISSFFT_H
#define LUMA_CKISSFFT_H
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A Fourier transform of one length in double precision; it never changes after it is made, so that threads
/// may share it.
typedef struct luma_fft luma_fft;

/// Makes the transform of `count` complex numbers, `count` at least 1; `NULL` where memory is short.
luma_fft *luma_fft_create_complex(size_t count);
/// Makes the transform of `count` real numbers, `count` at least 1; `NULL` where memory is short.
luma_fft *luma_fft_create_real(size_t count);
/// Frees a transform.
void luma_fft_destroy(luma_fft *fft);

/// The transform of real numbers: the bins 0 to count / 2 with both ends, not scaled.
void luma_fft_forward_real(const luma_fft *fft, const double *input, double *real, double *imaginary);
/// The transform of complex numbers, not scaled: swapping the two parts at both ends gives the inverse.
void luma_fft_forward_complex(
    const luma_fft *fft, const double *real, const double *imaginary, double *out_real, double *out_imaginary);

#ifdef __cplusplus
}
#endif
#endif
