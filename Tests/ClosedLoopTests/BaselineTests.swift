import ClosedLoop
import Foundation
import SleepCore
import TestKit
import Testing
