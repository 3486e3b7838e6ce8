/** The layers that come with Keras: those of `keras.layers` in 2.15 and 3.15, and what models are. */

const names = `
  Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D
  AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add
  AdditiveAttention AlphaDropout Attention AugMix AutoContrast Average AveragePooling1D
  AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BatchNormalization Bidirectional
  CategoryEncoding CenterCrop ClassMethod Concatenate ContrastLimitedAdaptiveHistogramEqualization
  Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D
  ConvLSTM3D Convolution1DTranspose Convolution2D Convolution2DTranspose Convolution3D
  Convolution3DTranspose Cropping1D Cropping2D Cropping3D CuDNNGRU CuDNNLSTM CutMix Dense
  DenseFeatures DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense
  Embedding Equalization Flatten FlaxLayer Functional GRU GRUCell GaussianDropout GaussianNoise
  GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D
  GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D
  GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupQueryAttention
  HashedCrossing Hashing Identity InputLayer InstanceMethod InstanceProperty IntegerLookup
  JaxLayer LSTM LSTMCell Lambda LayerNormalization LeakyReLU LocallyConnected1D LocallyConnected2D
  Masking MaxNumBoundingBoxes MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D
  Maximum MelSpectrogram Minimum MixUp Model MultiHeadAttention Multiply Normalization PReLU
  Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration
  RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip
  RandomGaussianBlur RandomGrayscale RandomHeight RandomHue RandomInvert RandomPerspective
  RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear
  RandomTranslation RandomWidth RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
  ReversibleEmbedding STFTSpectrogram SeparableConv1D SeparableConv2D SeparableConvolution1D
  SeparableConvolution2D Sequential SimpleRNN SimpleRNNCell SlicingOpLambda Softmax Solarization
  SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells
  StringLookup Subtract TFOpLambda TFSMLayer TextVectorization ThresholdedReLU TimeDistributed
  TorchModuleWrapper UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
  ZeroPadding2D ZeroPadding3D
`

const builtIn: ReadonlySet<string> = new Set(names.trim().split(/\s+/))

/** Whether Keras itself has a layer, or a kind of model, of this name. */
export const isBuiltIn = (name: string): boolean => builtIn.has(name)
