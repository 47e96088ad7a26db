/** How far samples are from data. All distances are of distributions, so that no sample is held against a certain example. */
package io.gossamer.generate.metric;
