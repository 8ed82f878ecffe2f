// Package score tells how good forecasts were: the Brier score and its decomposition, the
// logarithmic score, calibration by estimative term, and skill against the base rate and
// against persistence.
//
// Sources: G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly
// Weather Review 78 (1950), halved, as is usual for events with two outcomes; A. H. Murphy, "A
// new vector partition of the probability score", Journal of Applied Meteorology 12 (1973); E. B.
// Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
// American Statistical Association 22 (1927).
package score
