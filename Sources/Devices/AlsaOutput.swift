#if canImport(Glibc)
  internal import CAlsa
  internal import Glibc
  internal import SleepCore
  internal import Soundscapes

  /// A sound device through ALSA, which reaches hardware, PipeWire and PulseAudio alike.
  @safe final class AlsaOutput: SoundOutput {
    let name: String
    // Owned: opened in `init`, closed once in `close()` or `deinit`, and never handed out.
    private var handle: OpaquePointer?
    private var frames: [Int16] = []
    /// Some 24 ms wait in the device, in periods of a quarter of that.
    private static let latency: UInt32 = 24_000
    /// Both loudspeakers get the same.
    private static let channels = 2
    /// A device that takes nothing for this long is gone.
    private static let patience: Int32 = 250

    init(device: String) throws(SoundOutputError) {
      name = device
      var opened: OpaquePointer?
      let status = unsafe snd_pcm_open(&opened, device, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
      guard status == 0, let pcm = unsafe opened else {
        throw Self.failure(device, "it cannot be opened", status)
      }
      let set = unsafe snd_pcm_set_params(
        pcm, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED, UInt32(Self.channels),
        UInt32(SoundScale.sampleRate), 1, Self.latency)
      guard set == 0 else {
        unsafe snd_pcm_close(pcm)
        throw Self.failure(device, "it does not take 16 bits at 48 kHz", set)
      }
      unsafe handle = pcm
    }

    var delay: Int {
      guard let handle = unsafe handle else { return 0 }
      var frames: snd_pcm_sframes_t = 0
      return unsafe snd_pcm_delay(handle, &frames) == 0 ? max(Int(frames), 0) : 0
    }

    func write(_ samples: Span<Int16>) throws(SoundOutputError) {
      guard let handle = unsafe handle else { throw Self.failure(name, "it is closed", -EBADF) }
      frames.removeAll(keepingCapacity: true)
      for i in samples.indices {
        for _ in 0..<Self.channels { frames.append(samples[i]) }
      }
      var done = 0
      while done < samples.count {
        let status = unsafe frames.withUnsafeBufferPointer { buffer -> Int in
          guard let base = buffer.baseAddress else { return 0 }
          return unsafe snd_pcm_writei(
            handle, base + done * Self.channels, snd_pcm_uframes_t(samples.count - done))
        }
        if status >= 0 {
          done += status
        } else if status == -Int(EAGAIN) {
          let waited = unsafe snd_pcm_wait(handle, Self.patience)
          if waited == 0 { throw Self.failure(name, "it takes no more sound", -ETIMEDOUT) }
          if waited < 0 { try unsafe recover(handle, waited) }
        } else {
          try unsafe recover(handle, Int32(status))
        }
      }
    }

    /// Goes on after an xrun or a suspended machine; anything else means that the device is gone.
    private func recover(_ handle: OpaquePointer, _ status: Int32) throws(SoundOutputError) {
      let recovered =
        status == -EPIPE || status == -ESTRPIPE ? unsafe snd_pcm_recover(handle, status, 1) : status
      if recovered < 0 { throw Self.failure(name, "it is gone", status) }
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
        remedy: "Name another with --device (`aplay -L` lists them), or connect it again.")
    }
  }
#endif
