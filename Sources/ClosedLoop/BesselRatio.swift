/// The length of the mean resultant of a von Mises distribution: I₁(κ)/I₀(κ).
///
/// Polynomials 9.8.1 to 9.8.4 of Abramowitz and Stegun, Handbook of Mathematical Functions (1964), p. 378, whose
/// errors are under 2.2·10⁻⁷; above 3.75 the exponential cancels.
func besselRatio(_ concentration: Double) -> Double {
  guard concentration > 0 else { return 0 }
  let z = concentration / 3.75
  if z <= 1 {
    let t = z * z
    let zeroth = polynomial(t, [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813, 0, 0])
    let first = polynomial(
      t, [0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411, 0, 0])
    return concentration * first / zeroth
  }
  let zeroth = polynomial(
    1 / z,
    [
      0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633,
      0.00392377,
    ])
  let first = polynomial(
    1 / z,
    [
      0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654,
      -0.00420059,
    ])
  return first / zeroth
}

/// Horner's rule, lowest power first.
private func polynomial(_ t: Double, _ values: InlineArray<9, Double>) -> Double {
  var sum = 0.0
  for k in stride(from: 8, through: 0, by: -1) { sum = sum * t + values[k] }
  return sum
}
