package io.gossamer.core.state;

/**
 * Something whose behaviour depends on its past: an optimiser's moments, a memory's residual, a position in the data.
 * It lists that past once; the same listing saves, restores and hashes it, so nothing can be saved and not restored.
 */
public interface Stateful {
    /**
     * Names every array of this object's state to the visitor, always in the same order. An array that is not private
     * stays where it is in memory as long as this object lives: it may be kept, to be read and overwritten later.
     */
    void visitState(StateVisitor visitor);
}
