package web

// SayReason says a reason in a language, for the tests of the phrasebook.
func SayReason(language, text string) string { return newSpeaker(language).Reason(text) }
