/**
 * Networks with their losses, over flat parameters: the built-in reference models as architectures, and modules that
 * somebody else wrote (TorchScript files, libtorch modules). Data and optimisers are elsewhere.
 */
package io.gossamer.model.network;
