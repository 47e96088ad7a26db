package io.gossamer.model.network;

import org.bytedeco.pytorch.Tensor;

/** An architecture that first turns its discrete inputs into vectors, which can then be moved a little. */
public interface Embedded extends Architecture {
    /** The sizes of what {@link #embed} makes of one input of full length, without the batch. */
    long[] embeddedShape();

    /** The inputs as vectors; a shorter input has a smaller first size. */
    Tensor embed(Pass pass, Tensor input);

    /** The output for embedded inputs. */
    Tensor body(Pass pass, Tensor embedded);

    @Override
    default Tensor forward(Pass pass, Tensor input) {
        return body(pass, embed(pass, input));
    }
}
