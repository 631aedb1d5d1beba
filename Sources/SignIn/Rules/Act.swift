/// What somebody can do in a house; its word stands in the lines of the audit, and never changes.
public enum Act: String, Sendable, Hashable, CaseIterable {
  /// See that a night is planned or running, and no figures.
  case seeTonight = "see-tonight"
  /// Choose tonight's program.
  case chooseProgram = "choose-program"
  /// Say yes to one's own night.
  case answerForSelf = "answer-for-self"
  /// Say yes to a ward's night.
  case answerAsGuardian = "answer-as-guardian"
  /// Start a night that all who must have said yes to; the consent gate is asked after this.
  case startNight = "start-night"
  /// Stop a night.
  case stopNight = "stop-night"
  /// Let a running night go on for longer.
  case extendTimer = "extend-timer"
  /// Set the wake time.
  case setWake = "set-wake"
  /// Watch a night with its figures.
  case seeLive = "see-live"
  /// Answer an alert, so that it ends.
  case answerAlert = "answer-alert"
  /// Tell whether someone is in bed.
  case reportPresence = "report-presence"
  /// See a morning: the night, what was played, the diary.
  case seeMorning = "see-morning"
  /// Write the diary.
  case writeDiary = "write-diary"
  /// Write down a dream.
  case writeDream = "write-dream"
  /// Read dreams.
  case readDreams = "read-dreams"
  /// Take the reaction test.
  case takeReactionTest = "take-reaction-test"
  /// See nights over time.
  case seeTrends = "see-trends"
  /// See who lives here.
  case seeFamily = "see-family"
  /// See what was consented to, with its text.
  case seeConsents = "see-consents"
  /// Take someone into the house.
  case addPerson = "add-person"
  /// Change what someone is called, their language and their roles.
  case changePerson = "change-person"
  /// Change what someone hopes for and must be spared, and their hearing curve.
  case changeNeeds = "change-needs"
  /// Change someone's age.
  case changeAge = "change-age"
  /// Say who answers for someone, or no longer does.
  case nameGuardian = "name-guardian"
  /// Consent to a program.
  case giveConsent = "give-consent"
  /// Take a consent back.
  case withdrawConsent = "withdraw-consent"
  /// Plan the week, and the evening's routine.
  case planWeek = "plan-week"
  /// Open the next step of programs.
  case unlockStep = "unlock-step"
  /// Write, check and compare programs.
  case useWorkbench = "use-workbench"
  /// Bring a program into the house.
  case publishProgram = "publish-program"
  /// Take data out.
  case exportData = "export-data"
  /// Bring nights of other systems in.
  case importData = "import-data"
  /// Destroy what is known of someone.
  case erasePerson = "erase-person"
  /// See the audit.
  case seeAudit = "see-audit"
  /// See and end one's own sessions.
  case manageSessions = "manage-sessions"
  /// See and end others' sessions.
  case manageSessionsOfOthers = "manage-sessions-of-others"
  /// Change how one signs in oneself: passkeys, password, pictures.
  case changeSignIn = "change-sign-in"
  /// Let someone set up how they sign in.
  case makeInvitation = "make-invitation"
  /// Add and name pods, and tie tablets to them.
  case managePods = "manage-pods"
  /// Change the house's settings: its name, its zone, its language.
  case changeSettings = "change-settings"
  /// Make a backup.
  case backUp = "back-up"
  /// Put a backup in the place of what is there.
  case restore
  /// See the server's metrics.
  case seeMetrics = "see-metrics"
}
