/// A small square matrix, row after row; used only while a tracker is designed.
struct SquareMatrix {
  let n: Int
  var values: [Double]

  init(zeros n: Int) {
    self.n = n
    values = [Double](repeating: 0, count: n * n)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * n + column] }
    set { values[row * n + column] = newValue }
  }

  var transposed: SquareMatrix {
    var result = SquareMatrix(zeros: n)
    for i in 0..<n { for j in 0..<n { result[j, i] = self[i, j] } }
    return result
  }

  static func * (a: Self, b: Self) -> Self {
    var result = SquareMatrix(zeros: a.n)
    for i in 0..<a.n {
      for k in 0..<a.n {
        let factor = a[i, k]
        if factor == 0 { continue }
        for j in 0..<a.n { result[i, j] += factor * b[k, j] }
      }
    }
    return result
  }

  static func + (a: Self, b: Self) -> Self {
    var result = a
    for i in result.values.indices { result.values[i] += b.values[i] }
    return result
  }

  /// The solution X of self · X = right, by Gaussian elimination with partial pivoting.
  func solving(_ right: SquareMatrix) -> SquareMatrix {
    var a = self
    var x = right
    for column in 0..<n {
      var pivot = column
      for row in column..<n where abs(a[row, column]) > abs(a[pivot, column]) { pivot = row }
      if pivot != column {
        for j in 0..<n {
          (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j])
          (x[column, j], x[pivot, j]) = (x[pivot, j], x[column, j])
        }
      }
      let scale = 1 / a[column, column]
      for row in 0..<n where row != column {
        let factor = a[row, column] * scale
        if factor == 0 { continue }
        for j in column..<n { a[row, j] -= factor * a[column, j] }
        for j in 0..<n { x[row, j] -= factor * x[column, j] }
      }
    }
    for row in 0..<n {
      let scale = 1 / a[row, row]
      for j in 0..<n { x[row, j] *= scale }
    }
    return x
  }
}

/// The steady covariance of a Kalman filter's prediction: the stabilising solution P of
/// P = F·P·Fᵀ + Q − F·P·hᵀ·(h·P·hᵀ + r)⁻¹·h·P·Fᵀ, for one measurement with the row h and the noise variance r.
///
/// Structure-preserving doubling (Chu, Fan, Lin and Wang, "Structure-preserving algorithms for periodic
/// discrete-time algebraic Riccati equations", Int. J. Control 77, 2004): each round covers twice the time.
func steadyPredictionCovariance(
  transition: SquareMatrix, noise: SquareMatrix, measurement: [Double], measurementNoise: Double
) -> SquareMatrix {
  let n = transition.n
  var a = transition.transposed
  var g = SquareMatrix(zeros: n)
  for i in 0..<n { for j in 0..<n { g[i, j] = measurement[i] * measurement[j] / measurementNoise } }
  var p = noise
  // 2⁴⁰ samples are far beyond any time constant; the loop ends by itself long before.
  for _ in 0..<40 {
    var inner = g * p
    for i in 0..<n { inner[i, i] += 1 }
    let innerA = inner.solving(a)
    let innerG = inner.solving(g)
    let next = p + a.transposed * (p * innerA)
    g = g + a * (innerG * a.transposed)
    a = a * innerA
    var change = 0.0
    var size = 0.0
    for i in next.values.indices {
      change = max(change, abs(next.values[i] - p.values[i]))
      size = max(size, abs(next.values[i]))
    }
    p = next
    if change <= 1e-13 * size { break }
  }
  return p
}
