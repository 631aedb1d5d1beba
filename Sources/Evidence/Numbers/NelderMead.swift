/// The lowest point of a function of a few numbers, by a simplex that walks downhill.
///
/// Nelder and Mead, Computer Journal 7 (1965) 308-313, with their coefficients 1, 2, ½, ½. It needs no
/// derivative and draws no random number.
package enum NelderMead {
  /// Walks until the simplex is flat and small, or the steps are used up.
  ///
  /// - Parameters:
  ///   - start: where to begin; each coordinate is tried a step of ½ further.
  ///   - steps: at most this many.
  ///   - function: what is to be low; not a number counts as infinitely high.
  /// - Returns: the lowest point found and its height.
  package static func minimum(
    from start: [Double], steps: Int = 2000, _ function: ([Double]) -> Double
  ) -> (point: [Double], value: Double) {
    func height(_ point: [Double]) -> Double {
      let value = function(point)
      return value.isNaN ? .infinity : value
    }
    var simplex = [(point: start, value: height(start))]
    for i in start.indices {
      var point = start
      point[i] += 0.5
      simplex.append((point, height(point)))
    }
    let n = start.count
    for _ in 0..<steps {
      simplex.sort { $0.value < $1.value }
      let span = simplex[n].value - simplex[0].value
      let width =
        start.indices.map { i in simplex.map { abs($0.point[i] - simplex[0].point[i]) }.max() ?? 0 }.max()
        ?? 0
      if span < 1e-9 && width < 1e-5 { break }
      let centre = start.indices.map { i in simplex[..<n].reduce(0) { $0 + $1.point[i] } / Double(n) }
      let worst = simplex[n]
      func along(_ t: Double) -> (point: [Double], value: Double) {
        let point = zip(centre, worst.point).map { $0 + t * ($0 - $1) }
        return (point, height(point))
      }
      let mirrored = along(1)
      if mirrored.value < simplex[0].value {
        let further = along(2)
        simplex[n] = further.value < mirrored.value ? further : mirrored
      } else if mirrored.value < simplex[n - 1].value {
        simplex[n] = mirrored
      } else {
        let nearer = along(mirrored.value < worst.value ? 0.5 : -0.5)
        if nearer.value < min(mirrored.value, worst.value) {
          simplex[n] = nearer
        } else {
          for i in 1...n {
            let point = zip(simplex[0].point, simplex[i].point).map { $0 + 0.5 * ($1 - $0) }
            simplex[i] = (point, height(point))
          }
        }
      }
    }
    let lowest = simplex.min { $0.value < $1.value }
    return lowest ?? (start, height(start))
  }
}
