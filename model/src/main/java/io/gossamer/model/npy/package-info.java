/**
 * NumPy's {@code .npy} files of one float32 array, read and written. The format is that of NumPy's own description
 * (numpy.lib.format, versions 1.0 to 3.0):
 *
 * <pre>
 * offset  bytes  what
 *      0      6  magic 0x93 "NUMPY"
 *      6      2  version: major 1, 2 or 3; minor 0
 *      8    2/4  length of the header that follows, little-endian; 2 bytes in version 1, 4 in the others
 *             *  a Python dictionary with the keys 'descr', 'fortran_order' and 'shape', in Latin-1 (UTF-8 in version 3),
 *                padded with spaces and ended by a newline so that the data starts at a multiple of 64
 *             *  the elements
 * </pre>
 */
package io.gossamer.model.npy;
