/** The contract of a reproduction: a published claim, measured beside its baselines. */
package io.gossamer.core.reproduce;
