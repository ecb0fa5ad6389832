package web

// Reason says a reason of a finding, a plan or a receipt, which is an English sentence, in the language of the reader.
func (s *speaker) Reason(text string) string { return text }
