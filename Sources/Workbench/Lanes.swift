/// What the pictures of nights share: lines and areas over the seconds, ticks, scenes and the clock.
enum Lanes {
  /// Points that belong together, without a gap.
  typealias Run = [Thinned.Point]

  /// The stretches of a series in which something is known, thinned to what can be seen.
  static func runs(_ values: [Int64?], most: Int = 1500) -> [Run] {
    var runs: [Run] = []
    var run: Run = []
    for point in Thinned.changes(values, most: most) {
      if point.value == nil {
        // The value before held until here.
        if let last = run.last { run.append(.init(at: point.at, value: last.value)) }
        if !run.isEmpty { runs.append(run) }
        run = []
      } else {
        run.append(point)
      }
    }
    if let last = run.last {
      run.append(.init(at: values.count, value: last.value))
      runs.append(run)
    }
    return runs
  }

  /// The points of a run on the clock; what stays the same for longer is drawn flat up to its change.
  static func points(_ run: Run, _ axis: ClockAxis) -> [(x: Double, value: Int64)] {
    var points: [(x: Double, value: Int64)] = []
    for point in run {
      guard let value = point.value else { continue }
      if let last = points.last, let before = axis.secondsBefore(point.at), axis.x(before) - last.x > 0.5 {
        points.append((axis.x(before), last.value))
      }
      points.append((axis.x(point.at), value))
    }
    return points
  }

  /// Points as the data of a path.
  static func line(_ points: [(Double, Double)]) -> String {
    guard let first = points.first else { return "" }
    var data = "M\(SVGText.n(first.0)) \(SVGText.n(first.1))"
    for point in points.dropFirst() { data += "L\(SVGText.n(point.0)) \(SVGText.n(point.1))" }
    return data
  }

  /// The shape between points and a level line.
  static func area(_ points: [(Double, Double)], base: Double) -> String {
    guard let first = points.first, let last = points.last,
      points.contains(where: { abs($0.1 - base) > 0.01 })
    else { return "" }
    return line([(first.0, base)] + points + [(last.0, base)]) + "Z"
  }

  /// A series as a small area from nothing to its most.
  static func area(
    _ svg: inout SVGText, _ axis: ClockAxis, _ values: [Int64?], top: Double, bottom: Double,
    colour: SVGText.Colour, most: Int64? = nil
  ) {
    let most = Double(max(most ?? values.compactMap { $0 }.max() ?? 1, 1))
    svg.line(.line, axis.left, bottom, axis.right, bottom)
    for run in runs(values) {
      let shape = points(run, axis).map {
        ($0.x, bottom - (bottom - top) * min(max(Double($0.value) / most, 0), 1))
      }
      svg.path(colour, area(shape, base: bottom), filled: 0.14)
      svg.path(colour, line(shape), width: 1.2)
    }
  }

  /// A short stroke for every second in which something came; strokes that would fall together are drawn
  /// once.
  static func ticks(
    _ svg: inout SVGText, _ axis: ClockAxis, _ seconds: [Int], y: Double, height: Double = 14
  ) {
    svg.line(.line, axis.left, y + height, axis.right, y + height)
    var data = ""
    var last = -Double.infinity
    for second in seconds {
      let x = axis.x(second)
      guard x - last >= 0.75 else { continue }
      last = x
      data += "M\(SVGText.n(x)) \(SVGText.n(y))V\(SVGText.n(y + height))"
    }
    svg.path(.accent, data, width: 0.8)
  }

  /// Scenes as bands with their names, where there is room for them.
  static func scenes(
    _ svg: inout SVGText, _ axis: ClockAxis, _ scenes: [(name: String, seconds: Range<Int>)], y: Double,
    height: Double = 24
  ) {
    for (i, scene) in scenes.enumerated() {
      let (from, to) = (axis.x(scene.seconds.lowerBound), axis.x(scene.seconds.upperBound))
      let times = [scene.seconds.lowerBound, scene.seconds.upperBound].map {
        ClockAxis.words($0 + (axis.start ?? 0), withSeconds: true, isClock: axis.start != nil)
      }
      svg.fill(
        .ink, from, y, to - from, height, opacity: i.isMultiple(of: 2) ? 0.14 : 0.06,
        title: "\(scene.name), \(times[0])–\(times[1])")
      svg.line(.soft, from, y, from, y + height)
      let name = SVGText.fitted(scene.name, into: to - from - 8)
      if !name.isEmpty { svg.text(name, .ink, from + 5, y + height / 2 + 4) }
    }
  }

  /// The clock under everything; returns the picture's height.
  static func clock(_ svg: inout SVGText, _ axis: ClockAxis, bottom: Double) -> Double {
    svg.line(.soft, axis.left, bottom, axis.right, bottom)
    for tick in axis.ticks {
      svg.line(.soft, tick.x, bottom, tick.x, bottom + 4)
      let anchor: SVGText.Anchor =
        tick.x < axis.left + 12 ? .start : tick.x > axis.right - 12 ? .end : .middle
      svg.text(tick.words, .soft, tick.x, bottom + 17, anchor: anchor, size: 11)
    }
    return bottom + 24
  }
}

/// Numbers for labels.
enum NumberWords {
  /// A number with one decimal, and none where it is whole; the same on every machine.
  static func short(_ x: Double) -> String {
    guard x.isFinite, abs(x) < 1e12 else { return "" }
    let tenths = Int((abs(x) * 10).rounded())
    let sign = x < 0 && tenths > 0 ? "−" : ""
    return tenths % 10 == 0 ? "\(sign)\(tenths / 10)" : "\(sign)\(tenths / 10).\(tenths % 10)"
  }
}
