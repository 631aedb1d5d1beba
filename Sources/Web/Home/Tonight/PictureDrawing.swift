internal import SignIn

/// The twelve pictures of assent as drawings of the house's own: no device needs a font for them.
enum PictureDrawing {
  /// A picture as SVG; its colours are the style's.
  static func svg(_ picture: AssentPictures.Picture) -> String {
    "<svg viewBox=\"0 0 48 48\" aria-hidden=\"true\" class=\"drawn\">\(shapes(picture))</svg>"
  }

  private static func shapes(_ picture: AssentPictures.Picture) -> String {
    switch picture {
    case .moon: "<path class=\"a\" d=\"M30 6a19 19 0 1 0 12 27A16 16 0 0 1 30 6z\"/>"
    case .fox:
      "<path class=\"b\" d=\"M6 8l12 7h12l12-7v18L24 42 6 26z\"/><path class=\"d\" d=\"M13 26l11 16 11-16-11 6z\"/>"
        + "<circle class=\"e\" cx=\"17\" cy=\"23\" r=\"2\"/><circle class=\"e\" cx=\"31\" cy=\"23\" r=\"2\"/>"
    case .star: "<path class=\"a\" d=\"M24 4l6 14 15 1-11.5 10L37 44 24 36 11 44l3.5-15L3 19l15-1z\"/>"
    case .boat:
      "<path class=\"b\" d=\"M5 33h38l-6 9H11z\"/><path class=\"d\" d=\"M22 5v25H8z\"/><path class=\"a\" d=\"M26 11v19h13z\"/>"
    case .tree:
      "<path class=\"b\" d=\"M21 30h6v14h-6z\"/><circle class=\"c\" cx=\"24\" cy=\"18\" r=\"14\"/>"
    case .fish:
      "<path class=\"c\" d=\"M32 24l12-11v22z\"/><ellipse class=\"c\" cx=\"20\" cy=\"24\" rx=\"16\" ry=\"11\"/>"
        + "<circle class=\"e\" cx=\"12\" cy=\"21\" r=\"2\"/>"
    case .apple:
      "<path class=\"b\" d=\"M24 16c-5-4-17-3-17 9 0 10 7 18 12 18 2 0 3-1 5-1s3 1 5 1c5 0 12-8 12-18 0-12-12-13-17-9z\"/>"
        + "<path class=\"c\" d=\"M24 14c0-6 4-10 10-10 0 6-4 10-10 10z\"/>"
    case .house:
      "<path class=\"a\" d=\"M9 22h30v21H9z\"/><path class=\"b\" d=\"M24 4l21 19H3z\"/><path class=\"e\" d=\"M20 29h8v14h-8z\"/>"
    case .snail:
      "<path class=\"d\" d=\"M4 42c0-4 3-6 8-6h22c3 0 4-2 4-6V17h5v13c0 8-4 12-11 12z\"/>"
        + "<circle class=\"b\" cx=\"21\" cy=\"25\" r=\"14\"/><circle class=\"a\" cx=\"21\" cy=\"25\" r=\"8\"/>"
        + "<circle class=\"b\" cx=\"21\" cy=\"25\" r=\"3\"/>"
    case .cloud:
      "<path class=\"d\" d=\"M13 38a9 9 0 0 1-1-18 13 13 0 0 1 25-1 9.5 9.5 0 0 1-1 19z\"/>"
    case .balloon:
      "<ellipse class=\"b\" cx=\"24\" cy=\"18\" rx=\"13\" ry=\"15\"/><path class=\"b\" d=\"M20 36l4-5 4 5z\"/>"
        + "<path class=\"d\" d=\"M23 36h2v10h-2z\"/>"
    case .bird:
      "<path class=\"c\" d=\"M7 20C9 9 24 6 30 16l13-4c0 18-10 27-21 27C13 39 6 31 7 20z\"/><path class=\"a\" d=\"M8 17l-7 4 7 4z\"/>"
        + "<circle class=\"e\" cx=\"15\" cy=\"19\" r=\"2\"/><path class=\"d\" d=\"M20 26c5 3 11 1 15-4 0 8-10 13-15 4z\"/>"
    }
  }
}
