/** Networks: the built-in reference models and TorchScript files, each over flat parameters. */
package io.gossamer.model.network;
