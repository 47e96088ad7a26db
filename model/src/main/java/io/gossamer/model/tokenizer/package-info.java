/** Text to tokens and back. The files that tokenizers come in are read beside the models that they belong to. */
package io.gossamer.model.tokenizer;
