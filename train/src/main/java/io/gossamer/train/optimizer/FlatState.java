package io.gossamer.train.optimizer;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;

/** Lists flat tensors to a state visitor under the names of their layout. */
public final class FlatState {
    private FlatState() {}

    public static void visit(StateVisitor visitor, FlatTensors tensors) {
        int index = 0;
        for (FlatLayout.Entry entry : tensors.layout().entries()) {
            visitor.floats(entry.name(), tensors.memory(index++), entry.shape());
        }
    }
}
