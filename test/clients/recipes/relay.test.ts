import { describeReactRecipe } from './react-recipe.ts';

describeReactRecipe('Relay', ['README', 'relay']);
