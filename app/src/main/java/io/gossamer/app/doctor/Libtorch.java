package io.gossamer.app.doctor;

import io.gossamer.app.version.LibraryVersion;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Touches libtorch, which takes a second to load: load this class only when it is asked for. */
final class Libtorch {
    private Libtorch() {}

    /** Loads the library, computes something, and says what it is. */
    static String describe() {
        try (PointerScope scope = new PointerScope()) {
            Tensor ones = torch.ones(2, 2);
            float sum = ones.matmul(ones).sum().item_float();
            if (sum != 8) {
                throw new IllegalStateException("a sum of eight ones came out as " + sum);
            }
            return LibraryVersion.of("org.bytedeco", "pytorch") + ", "
                    + torch.get_cpu_capability().getString() + ", " + torch.get_num_threads() + " threads";
        }
    }
}
