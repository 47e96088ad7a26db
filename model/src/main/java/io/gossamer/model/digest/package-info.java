/** Content checksums, by which runs name their data and their files. Nothing here is a secret or a signature. */
package io.gossamer.model.digest;
