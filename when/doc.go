// Package when is Salient's calendar: days, and dates that are not quite known.
//
// A Day is a calendar day without a zone. A Date is an expression of the Extended
// Date/Time Format (EDTF, ISO 8601-2:2019): level 0, level 1, and of level 2 the sets,
// the qualifiers of single components, digits unspecified anywhere and the longer
// list of seasons. A Date is kept as it was written and prints back byte for byte.
//
// What a date says about days is given by Date.Bounds (the days that it may touch) and
// Date.Reach (the days of a claim: true on every day, or on some day, of a span).
//
// The package does not read prose ("mid-May"): that is internal/read's.
package when
