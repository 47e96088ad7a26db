/** The claims of the methods of this module, measured. */
package io.gossamer.generate.reproduce;
