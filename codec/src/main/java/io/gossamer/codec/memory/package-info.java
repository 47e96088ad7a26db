/**
 * Error-compensation memories: what a node keeps of what it did not say. Which memory a method uses is the answer of
 * {@code train}; what it remembers is here.
 */
package io.gossamer.codec.memory;
