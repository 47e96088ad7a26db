package io.gossamer.train.exchange;

import io.gossamer.codec.message.Votes;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import java.util.List;
import java.util.function.Function;

/** Says all tensors as one: one threshold, one scale, one norm for the whole model. */
public final class WholeVector implements Exchange {
    private final FlatTensors vector;
    private final Exchange exchange;

    /** @param exchange makes the exchange of the one tensor */
    public WholeVector(FlatLayout layout, Function<FlatLayout, Exchange> exchange) {
        this.vector = FlatTensors.zeros(FlatLayout.of(List.of("all"), List.of(new long[] {layout.elements()})));
        this.exchange = exchange.apply(vector.layout());
    }

    @Override
    public Votes mean(FlatTensors tensors, long step, Votes votes) throws InterruptedException {
        tensors.pack(vector.memory(0));
        Votes all = exchange.mean(vector, step, votes);
        tensors.unpack(vector.memory(0));
        return all;
    }

    @Override
    public boolean elastic() {
        return exchange.elastic();
    }

    @Override
    public void measure(ErrorMeter meter) {
        exchange.measure(meter);
    }

    @Override
    public void visitState(StateVisitor visitor) {
        exchange.visitState(visitor);
    }

    @Override
    public void close() {
        exchange.close();
        vector.close();
    }
}
