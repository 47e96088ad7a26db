/**
 * What a method has its nodes say, and when they compute: written down by a few nodes who follow it, so that a cost model
 * can have thousands of nodes say as much. What such a fleet takes for it is the business of {@code simulate}.
 */
package io.gossamer.train.transcript;
