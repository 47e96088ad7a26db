package io.gossamer.model.network;

import io.gossamer.core.state.StateVisitor;
import io.gossamer.model.data.Batch;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.tensor.NativeOwner;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network whose module draws from libtorch's global generator. The generator is seeded before each pass, and passes of
 * all such networks in the process take turns so that none draws another's numbers. The turn is taken outside the compute
 * section, since it may wait.
 */
final class AdoptedNetwork implements Network {
    private static final ReentrantLock GLOBAL_GENERATOR = new ReentrantLock();

    private final FlatNetwork network;
    private final ForeignModule module;

    private AdoptedNetwork(FlatNetwork network, ForeignModule module) {
        this.network = network;
        this.module = module;
    }

    /** @param module closed with the network, or here if it cannot be adopted */
    static Network adopt(String name, ForeignModule module, Loss loss) {
        NativeOwner owner = new NativeOwner();
        try (PointerScope scope = new PointerScope()) {
            FlatNetwork.Tensors tensors = AdoptedTensors.adopt(name, module, owner);
            var forward = new ModuleForward(module, tensors.buffers());
            return new AdoptedNetwork(new FlatNetwork(name, tensors, forward, loss), module);
        } catch (RuntimeException e) {
            owner.close();
            module.close();
            throw e;
        }
    }

    @Override
    public double forwardBackward(Batch batch, long seed, int node, long step) {
        GLOBAL_GENERATOR.lock();
        try {
            return network.forwardBackward(batch, seed, node, step);
        } finally {
            GLOBAL_GENERATOR.unlock();
        }
    }

    @Override
    public Score evaluate(Batch batch) {
        GLOBAL_GENERATOR.lock();
        try {
            return network.evaluate(batch);
        } finally {
            GLOBAL_GENERATOR.unlock();
        }
    }

    @Override
    public String name() {
        return network.name();
    }

    @Override
    public FlatTensors parameters() {
        return network.parameters();
    }

    @Override
    public FlatTensors gradients() {
        return network.gradients();
    }

    @Override
    public FlatTensors buffers() {
        return network.buffers();
    }

    @Override
    public FlatTensors frozen() {
        return network.frozen();
    }

    FlatNetwork flat() {
        return network;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        network.visitState(visitor);
    }

    @Override
    public void close() {
        network.close();
        module.close();
    }

    private static final class ModuleForward implements FlatNetwork.Forward {
        private static final long EVALUATION_SEED = 0;

        private final ForeignModule module;
        private final FlatTensors buffers;

        ModuleForward(ForeignModule module, FlatTensors buffers) {
            this.module = module;
            this.buffers = buffers;
        }

        @Override
        public FlatNetwork.Trace train(Tensor input, long seed, int node, long step) {
            module.train(true);
            torch.getDefaultCPUGenerator().set_current_seed(ArchitectureForward.dropoutSeed(seed, node, step));
            Tensor output = module.forward(input);
            if (!buffers.layout().entries().isEmpty()) {
                AdoptedTensors.recapture(module, buffers);
            }
            return new FlatNetwork.Trace(output, List.of());
        }

        @Override
        public Tensor evaluate(Tensor input) {
            module.train(false);
            torch.getDefaultCPUGenerator().set_current_seed(EVALUATION_SEED);
            return module.forward(input);
        }
    }
}
