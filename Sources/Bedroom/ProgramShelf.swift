public import Consent
internal import Foundation
internal import Night
internal import ProgramKernel
public import Programs
internal import PublicRecord
internal import SleepCore

/// The programs of a house: the library, and those that were brought in.
public struct ProgramShelf: Sendable {
  /// A program on the shelf.
  public struct Entry: Sendable {
    /// The program.
    public let program: SleepProgram
    /// What consent sees of it.
    public let offer: ProgramOffer
    /// Whether it was brought in, and did not come with the house.
    public let isOwn: Bool
  }

  /// The programs, those of the library first, by name.
  public let entries: [Entry]
  /// Files that hold no program that can be read, with why.
  public let faults: [String]

  /// Reads the shelf.
  ///
  /// - Parameters:
  ///   - installation: what the house ships with.
  ///   - own: the folder of programs that were brought in; it need not be there.
  public init(_ installation: Installation, own: String) {
    var (entries, faults): ([Entry], [String]) = ([], [])
    var names: [String] = []
    if FileManager.default.fileExists(atPath: own) {
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: own)
      } catch {
        faults.append("\(own): it cannot be read, so programs that were brought in are missing")
      }
    }
    let brought =
      names
      .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { "\(own)/\($0)" }
    for (name, isOwn) in installation.programNames.map({ ($0, false) }) + brought.map({ ($0, true) }) {
      do {
        let program = try installation.program(name)
        // A name stands for one program: one that was brought in cannot take the place of another.
        guard !entries.contains(where: { $0.offer.name == program.compiled.name }) else {
          faults.append("\(name): a program of the name \(program.compiled.name) is on the shelf already")
          continue
        }
        entries.append(Entry(program: program, offer: ProgramOffer(program.compiled), isOwn: isOwn))
      } catch {
        faults.append("\(name): \(error)")
      }
    }
    (self.entries, self.faults) = (entries, faults)
  }

  /// The program of a name.
  public subscript(name: String) -> Entry? { entries.first { $0.offer.name == name } }

  /// What consent sees of every program.
  public var offers: [ProgramOffer] { entries.map(\.offer) }
}
