// Package phase finds the phases of a battle or a campaign: stretches of days in which things
// of each sort happen at rates of their own. It divides a span at change points of the daily
// counts, and says of each stretch what it has more of than the rest.
//
// The division is the one of the least cost, found by PELT (R. Killick, P. Fearnhead and I. A.
// Eckley, "Optimal detection of changepoints with a linear computational cost", Journal of the
// American Statistical Association 107 (2012)). A stretch costs minus twice the log-likelihood
// of its counts under a negative binomial distribution for each sort, at the stretch's own mean;
// each further stretch costs a penalty (see Settings).
package phase
