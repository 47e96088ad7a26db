/** The built-in text task: a language of random words whose entropy is known, so that the loss has a known floor. */
package io.gossamer.model.data.text;
