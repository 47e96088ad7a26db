package io.gossamer.generate.expert;

import io.gossamer.generate.flow.VelocityField;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Classifier-free guidance: v_u + scale (v_c - v_u), with v_u the velocity where the condition is hidden. An ensemble of
 * guided experts routes once for both. Source: Ho and Salimans, "Classifier-free diffusion guidance" (2022).
 *
 * @param classes the condition that stands for "none"
 * @param scale 1 for none, 0 to ignore the condition
 */
public record Guided(VelocityField field, int classes, double scale) implements VelocityField {
    @Override
    public Tensor velocity(Tensor x, double t, Tensor condition) {
        Tensor none = hidden(condition);
        Tensor unconditional = field.velocity(x, t, none);
        Tensor conditional = field.velocity(x, t, condition);
        return unconditional.add(conditional.sub(unconditional), new Scalar(scale));
    }

    private Tensor hidden(Tensor condition) {
        return condition.clone().fill_(new Scalar((double) classes));
    }
}
