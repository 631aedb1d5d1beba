#if canImport(Glibc)
  internal import CAlsa
  internal import Glibc
  internal import Soundscapes

  /// A microphone, a loopback cable or a monitor through ALSA: 48 kHz, mono, 16 bits.
  @safe final class AlsaInput: SoundInput {
    let name: String
    // Owned: opened in `init`, closed once in `close()` or `deinit`, and never handed out.
    private var handle: OpaquePointer?
    /// Half a second may wait in the device, in periods of a fiftieth of a second, in microseconds.
    private static let (buffer, period): (UInt32, UInt32) = (500_000, 20_000)

    init(device: String) throws(SoundOutputError) {
      name = device
      var opened: OpaquePointer?
      let status = unsafe snd_pcm_open(&opened, device, SND_PCM_STREAM_CAPTURE, Int32(SND_PCM_NONBLOCK))
      guard status == 0, let pcm = unsafe opened else {
        throw Self.failure(device, "it cannot be opened to record", status)
      }
      var set = unsafe Self.prepare(pcm)
      if set == 0 { set = unsafe snd_pcm_start(pcm) }
      guard set == 0 else {
        unsafe snd_pcm_close(pcm)
        throw Self.failure(device, "it does not record 16 bits at 48 kHz", set)
      }
      unsafe handle = pcm
    }

    private static func prepare(_ pcm: OpaquePointer) -> Int32 {
      var made: OpaquePointer?
      guard unsafe snd_pcm_hw_params_malloc(&made) == 0, let parameters = unsafe made else { return -ENOMEM }
      defer { unsafe snd_pcm_hw_params_free(parameters) }
      var (buffer, period, direction) = (Self.buffer, Self.period, Int32(0))
      var rate = UInt32(SoundScale.sampleRate)
      var status = unsafe snd_pcm_hw_params_any(pcm, parameters)
      func then(_ next: () -> Int32) { if status >= 0 { status = next() } }
      then { unsafe snd_pcm_hw_params_set_access(pcm, parameters, SND_PCM_ACCESS_RW_INTERLEAVED) }
      then { unsafe snd_pcm_hw_params_set_format(pcm, parameters, SND_PCM_FORMAT_S16_LE) }
      then { unsafe snd_pcm_hw_params_set_channels(pcm, parameters, 1) }
      then { unsafe snd_pcm_hw_params_set_rate_near(pcm, parameters, &rate, &direction) }
      then { rate == UInt32(SoundScale.sampleRate) ? 0 : -EINVAL }
      then { unsafe snd_pcm_hw_params_set_period_time_near(pcm, parameters, &period, &direction) }
      then { unsafe snd_pcm_hw_params_set_buffer_time_near(pcm, parameters, &buffer, &direction) }
      then { unsafe snd_pcm_hw_params(pcm, parameters) }
      return min(status, 0)
    }

    func read(into samples: inout [Int16]) throws(SoundOutputError) -> Int {
      guard let handle = unsafe handle else { throw Self.failure(name, "it is closed", -EBADF) }
      let status = unsafe samples.withUnsafeMutableBufferPointer { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe snd_pcm_readi(handle, base, snd_pcm_uframes_t(buffer.count))
      }
      if status == -Int(EAGAIN) { return 0 }
      guard status >= 0 else { throw Self.failure(name, "it lost samples or is gone", Int32(status)) }
      return status
    }

    func close() {
      guard let pcm = unsafe handle else { return }
      unsafe handle = nil
      unsafe snd_pcm_drop(pcm)
      unsafe snd_pcm_close(pcm)
    }

    deinit { close() }

    private static func failure(_ device: String, _ problem: String, _ status: Int32) -> SoundOutputError {
      let words = unsafe snd_strerror(status).map { unsafe String(cString: $0) } ?? "error \(status)"
      return SoundOutputError(
        problem: "\(problem): \(words)", place: "sound device \(device)",
        remedy: "Name another with --capture (`arecord -L` lists them), or connect it again.")
    }
  }
#endif

/// A way for sound to come in: 48 kHz, mono, 16 bits.
///
/// Implementations are used by one thread.
public protocol SoundInput: AnyObject {
  /// The name of the device.
  var name: String { get }
  /// Reads what is there, without waiting, and returns how many samples it was.
  ///
  /// - Throws: ``SoundOutputError`` where samples were lost or the device is gone.
  func read(into samples: inout [Int16]) throws(SoundOutputError) -> Int
  /// Gives the device back.
  func close()
}

/// Opens what records.
public enum SoundCapture {
  /// Opens a device of the system, by its ALSA name.
  ///
  /// - Throws: ``SoundOutputError`` where it cannot be used now.
  public static func open(device: String) throws(SoundOutputError) -> any SoundInput {
    #if canImport(Glibc)
      return try AlsaInput(device: device)
    #else
      throw SoundOutputError(
        problem: "sound devices are not driven on this system yet", place: device,
        remedy: "Measure the latency on Linux.")
    #endif
  }
}
