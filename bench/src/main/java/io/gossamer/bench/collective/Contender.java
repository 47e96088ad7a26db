package io.gossamer.bench.collective;

import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Sums one array over all processes. */
@FunctionalInterface
interface Contender {
    void allReduce() throws InterruptedException;

    /**
     * libtorch's Gloo, on the loopback device and with its default of threads, in place.
     *
     * @param meetingPoint a file that does not exist yet, the same for all processes
     */
    static Contender gloo(String meetingPoint, int rank, int size, Tensor array) {
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create();
        options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname("127.0.0.1")));
        ProcessGroupGloo gloo = new ProcessGroupGloo(new FileStore(meetingPoint, size), rank, size, options);
        TensorVector arrays = new TensorVector(array);
        return () -> {
            if (!gloo.allreduce(arrays)._wait()) {
                throw new IllegalStateException("Gloo failed");
            }
        };
    }
}
