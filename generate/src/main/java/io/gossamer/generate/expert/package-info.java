/**
 * Experts that know one cluster of the data each, the router that says whose a noisy example is, the rules by which some of
 * them are asked, and the ensemble. How they are trained is {@code learning}'s business.
 */
package io.gossamer.generate.expert;
