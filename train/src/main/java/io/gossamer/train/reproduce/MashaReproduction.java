package io.gossamer.train.reproduce;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MASHA1 and MASHA2 beside extragradient, its compressed form and compressed descent-ascent: bilinear saddle points and
 * robust regression in float64, and adversarial training of an MLP and of a transformer by real processes. {@code quick}
 * leaves out the transformer, the phishing data and all but one speed of the perturbation.
 */
public final class MashaReproduction implements Reproduction {
    @Override
    public String method() {
        return "masha";
    }

    @Override
    public List<Claim> run(Setting setting) {
        List<Long> seeds = setting.seeds();
        List<SaddleInstance> regressions = new ArrayList<>(List.of(SaddleInstance.regression(seeds)));
        Optional<Path> phishing = setting.data()
                .map(folder -> folder.resolve("libsvm").resolve("phishing.gz"))
                .filter(Files::exists);
        if (phishing.isPresent() && !setting.quick()) {
            regressions.add(SaddleInstance.phishing(seeds, phishing.get()));
        }
        List<Claim> claims = new ArrayList<>(Masha1SaddlePoints.claims(setting, regressions));
        claims.addAll(Masha2SaddlePoints.claims(setting, regressions));
        claims.addAll(AdversarialTraining.images(setting).claims());
        if (!setting.quick()) {
            claims.addAll(AdversarialTraining.text(setting).claims());
        }
        return claims;
    }
}
