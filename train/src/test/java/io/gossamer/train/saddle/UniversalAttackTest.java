package io.gossamer.train.saddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.model.network.Network;
import io.gossamer.model.network.Score;
import io.gossamer.model.task.Task;
import io.gossamer.model.task.Tasks;
import io.gossamer.model.tensor.Libtorch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UniversalAttackTest {
    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @Test
    void itFindsWhatRandomDirectionsDoNotAndStaysInItsBall() {
        try (Task task = Tasks.open("digits", Optional.empty(), 1);
                Network network = task.network("logistic" + "+perturbation", 1)) {
            train(network, task);
            int last = network.parameters().layout().entries().size() - 1;
            byte[] weights = network.parameters().memory(0).toArray(ValueLayout.JAVA_BYTE);
            Score clean = attack(network, task, 0, 0);
            Score random = attack(network, task, 5, 0);
            Score worst = attack(network, task, 5, 60);
            assertThat(norm(network.parameters().memory(last))).isCloseTo(5, within(1e-3));
            assertThat(random.accuracy()).isGreaterThan(clean.accuracy() - 0.1);
            assertThat(worst.accuracy()).isLessThan(random.accuracy() - 0.2);
            assertThat(attack(network, task, 5, 60)).isEqualTo(worst);
            assertThat(network.parameters().memory(0).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(weights);
        }
    }

    private static Score attack(Network network, Task task, double radius, int steps) {
        return new UniversalAttack(radius, steps, 1, 100).worst(network, task.training(), task.test(), 3);
    }

    private static void train(Network network, Task task) {
        for (int step = 0; step < 150; step++) {
            int[] indices = new int[64];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = (step * indices.length + i) % task.training().size();
            }
            try (PointerScope scope = new PointerScope()) {
                network.forwardBackward(task.training().batch(indices), 1, 0, step);
                for (int tensor = 0; tensor < 2; tensor++) {
                    network.parameters().view(tensor).add_(network.gradients().view(tensor), new Scalar(-0.05));
                }
            }
        }
    }

    private static double norm(MemorySegment values) {
        double sum = 0;
        for (float value : values.toArray(ValueLayout.JAVA_FLOAT)) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void aNetworkWithoutAPerturbationIsRefused() {
        try (Task task = Tasks.open("digits", Optional.empty(), 1);
                Network network = task.network("logistic", 1)) {
            assertThatThrownBy(() -> attack(network, task, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
