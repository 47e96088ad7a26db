/**
 * Arrays as sums into few cells: linear sketches, whose tables may be added before they are read. Choosing what to send
 * of an array's own elements is the business of {@code sparse}.
 */
package io.gossamer.codec.sketch;
