// Package withdrawal tells what follows when a source, a document or a claim is withdrawn:
// which places are held otherwise on which days, which sieges, and which sentences and figures
// of the case's briefs change or fail their check; and drafts the notice that says so.
//
// It compares two states of a case, each with what the engines learn from it anew. A place is
// held otherwise as package change defines it. A siege is another if anything that `siege`
// prints of it is, a figure if anything that it prints is. A sentence is listed if `check` says
// something of it that it didn't say before, or no longer says what it did.
//
// It writes nothing; desk does.
package withdrawal
