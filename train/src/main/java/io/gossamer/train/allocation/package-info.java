/**
 * How strongly each tensor is compressed, decided during the run: families of levels, what each level would cost, and
 * rules that choose. An allocation that stays the same for the whole run needs none of this: see {@code
 * exchange.Allocation}.
 */
package io.gossamer.train.allocation;
