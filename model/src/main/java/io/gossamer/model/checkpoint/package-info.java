/**
 * Named arrays in files: reading and writing of safetensors, and checkpoints of everything that lists its state through
 * {@link io.gossamer.core.state.Stateful}. What is in a checkpoint, and when one is written, is not decided here.
 */
package io.gossamer.model.checkpoint;
