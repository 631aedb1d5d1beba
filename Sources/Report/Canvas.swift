internal import CCairo

/// A drawing surface of cairo: the same strokes give a vector picture or pixels.
///
/// Owns what cairo lends, so it can be neither copied nor used after it is finished.
@safe
struct Canvas: ~Copyable {
  /// A colour as 0xRRGGBB.
  typealias Colour = UInt32
  /// Where a text stands with regard to its point.
  enum Anchor { case start, middle, end }

  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let collected: Collected

  /// Gathers the bytes that cairo hands out.
  private final class Collected {
    var bytes: [UInt8] = []
  }

  /// Starts a picture in SVG, measured in points; `nil` where cairo has no memory.
  init?(svgWidth width: Double, height: Double) {
    let collected = Collected()
    let closure = unsafe Unmanaged.passUnretained(collected).toOpaque()
    guard
      let surface = unsafe cairo_svg_surface_create_for_stream(Self.collect, closure, width, height)
    else { return nil }
    unsafe self.init(taking: surface, collected: collected)
  }

  /// Starts a picture in pixels; `nil` where cairo has no memory.
  init?(width: Int, height: Int) {
    guard width > 0, height > 0, width <= 32_767, height <= 32_767,
      let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    else { return nil }
    unsafe self.init(taking: surface, collected: Collected())
  }

  private init?(taking surface: OpaquePointer, collected: Collected) {
    let isWell = unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS
    guard isWell, let context = unsafe cairo_create(surface) else {
      unsafe cairo_surface_destroy(surface)
      return nil
    }
    unsafe self.surface = unsafe surface
    unsafe self.context = unsafe context
    self.collected = collected
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  /// Fills a rectangle.
  func fill(_ colour: Colour, x: Double, y: Double, width: Double, height: Double) {
    set(colour)
    unsafe cairo_rectangle(context, x, y, width, height)
    unsafe cairo_fill(context)
  }

  /// Draws a straight line.
  func line(_ colour: Colour, width: Double, from: (x: Double, y: Double), to: (x: Double, y: Double)) {
    set(colour)
    unsafe cairo_set_line_width(context, width)
    unsafe cairo_move_to(context, from.x, from.y)
    unsafe cairo_line_to(context, to.x, to.y)
    unsafe cairo_stroke(context)
  }

  /// Writes a text in the system's sans-serif; what is wider than `maximumWidth` ends in an ellipsis.
  func text(
    _ text: String, _ colour: Colour, size: Double, x: Double, y: Double, anchor: Anchor = .start,
    isBold: Bool = false, maximumWidth: Double = .infinity
  ) {
    set(colour)
    unsafe cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    unsafe cairo_set_font_size(context, size)
    // cairo reads up to the first NUL; the rest of such a text would be lost without a word.
    var shown = String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) }.prefix(400))
    var width = advance(shown)
    while width > maximumWidth, !shown.isEmpty {
      shown = String(shown.dropLast(shown.hasSuffix("…") ? 2 : 1)) + "…"
      if shown == "…" { break }
      width = advance(shown)
    }
    let shift =
      switch anchor {
      case .start: 0.0
      case .middle: -width / 2
      case .end: -width
      }
    unsafe cairo_move_to(context, x + shift, y)
    unsafe cairo_show_text(context, shown)
  }

  private func advance(_ text: String) -> Double {
    var extents = cairo_text_extents_t()
    unsafe cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  private func set(_ colour: Colour) {
    unsafe cairo_set_source_rgb(
      context, Double(colour >> 16 & 255) / 255, Double(colour >> 8 & 255) / 255, Double(colour & 255) / 255)
  }

  /// Sets every pixel of a picture in pixels, row by row from the top, as premultiplied 0xAARRGGBB.
  func setPixels(_ pixel: (_ x: Int, _ y: Int) -> UInt32) {
    unsafe cairo_surface_flush(surface)
    guard let data = unsafe cairo_image_surface_get_data(surface) else { return }
    let width = Int(unsafe cairo_image_surface_get_width(surface))
    let height = Int(unsafe cairo_image_surface_get_height(surface))
    let stride = Int(unsafe cairo_image_surface_get_stride(surface))
    for y in 0..<height {
      let row = unsafe UnsafeMutableRawPointer(data + y * stride)
      for x in 0..<width { unsafe row.storeBytes(of: pixel(x, y), toByteOffset: x * 4, as: UInt32.self) }
    }
    unsafe cairo_surface_mark_dirty(surface)
  }

  /// The picture in pixels as a PNG file, or `nil` where cairo could not make it.
  consuming func png() -> [UInt8]? {
    unsafe cairo_surface_flush(surface)
    let closure = unsafe Unmanaged.passUnretained(collected).toOpaque()
    let status = unsafe cairo_surface_write_to_png_stream(surface, Self.collect, closure)
    return status == CAIRO_STATUS_SUCCESS ? collected.bytes : nil
  }

  /// The picture in SVG, or `nil` where cairo could not make it.
  consuming func svg() -> [UInt8]? {
    unsafe cairo_surface_finish(surface)
    return unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS ? collected.bytes : nil
  }

  private static let collect: cairo_write_func_t = { closure, data, length in
    guard let closure = unsafe closure, let data = unsafe data else { return CAIRO_STATUS_WRITE_ERROR }
    let collected = unsafe Unmanaged<Collected>.fromOpaque(closure).takeUnretainedValue()
    unsafe collected.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
