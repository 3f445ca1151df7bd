import numpy as np

from msfans.synth.difficulty import Difficulty
from msfans.synth.identity import make_identity
from msfans.synth.job import subject_identity
from msfans.synth.settings import Settings


def test_a_name_always_means_the_same_person():
    one, two = make_identity("a", monk=4.0), make_identity("a", monk=4.0)
    assert np.array_equal(one.rest_v3, two.rest_v3)
    assert np.array_equal(one.skin.material_hw4, two.skin.material_hw4)


def test_people_differ_in_shape():
    people = [make_identity("b", number, monk=5.0) for number in range(8)]
    shapes = np.stack([person.rest_v3[person.head.part_v == 0] for person in people])
    apart = [np.abs(shapes[i] - shapes[j]).mean() for i in range(8) for j in range(i)]
    assert min(apart) > 0.01  # model units: 1 mm on a real head


def test_tones_of_a_small_corpus_cover_the_monk_scale():
    settings = Settings(corpus="casia_fasd", size="small", seed=3, difficulty=Difficulty())
    subjects = {plan.subject for plan in settings.videos()}
    assert len(subjects) == 40
    tones = [subject_identity(3, "casia_fasd", subject).traits.monk for subject in subjects]
    assert {round(tone) for tone in tones} == set(range(1, 11))


def test_darker_people_have_darker_skin():
    light, dark = (make_identity("c", monk=tone).traits.skin.mean() for tone in (1.0, 10.0))
    assert light > 5 * dark
