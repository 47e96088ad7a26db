/** The loops and codecs on large arrays against a copy of the same array, by JMH. */
package io.gossamer.bench.kernel;
