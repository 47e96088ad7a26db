/** Parts of a model that are exchanged in turn: whole layers, and when each has its turn. */
package io.gossamer.train.fragment;
